import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'performance'];
const noClock = 'Time is injected: take a Clock (src/base/clock.ts).';
const noRandom = 'Randomness is injected: take a Random (src/base/random.ts).';

/** Ways to read the clock that are no plain names. */
const clockSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: noClock },
  { selector: "CallExpression[callee.name='Date']", message: noClock },
];
const clockProperties = [
  { object: 'Date', property: 'now', message: noClock },
  { object: 'AbortSignal', property: 'timeout', message: noClock },
  { object: 'process', property: 'hrtime', message: noClock },
  { object: 'process', property: 'uptime', message: noClock },
];
const clockGlobals = timers.map((name) => ({ name, message: noClock }));
const clockImports = ['node:timers', 'node:timers/promises', 'node:perf_hooks'].map((name) => ({
  name,
  message: noClock,
}));

const randomProperties = [{ object: 'Math', property: 'random', message: noRandom }];
const randomGlobals = [{ name: 'crypto', message: noRandom }];
const randomImports = [
  {
    name: 'node:crypto',
    importNames: [
      'randomBytes',
      'randomUUID',
      'randomInt',
      'randomFill',
      'randomFillSync',
      'getRandomValues',
      'webcrypto',
    ],
    message: noRandom,
  },
];

/** Ways to show a message or to ask for a text that no one place makes harmless. */
const messageProperties = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage', 'showInputBox'].map(
  (property) => ({ property, message: 'VS Code makes links of names: use src/vscode/messages.ts.' }),
);
/** Text that leaves for a terminal without one place having made it harmless. */
const outputSyntax = [
  {
    selector: "CallExpression[callee.property.name='write'][callee.object.name=/^(stdout|stderr)$/]",
    message: 'Names play with terminals: answer it from a verb, or use the Terminal of the command.',
  },
  {
    selector: "CallExpression[callee.property.name='write'][callee.object.property.name=/^(stdout|stderr)$/]",
    message: 'Names play with terminals: answer it from a verb, or use the Terminal of the command.',
  },
];

/** What opens, looks at or watches a file, and may wait for ever, read without end or throw at what a user has put there. */
const fileReaders = [
  'createReadStream',
  'lstat',
  'lstatSync',
  'open',
  'openAsBlob',
  'openSync',
  'readFile',
  'readFileSync',
  'stat',
  'statSync',
  'watch',
  'watchFile',
];
const noFileReader = 'Files that belong to users are read, looked at and watched through src/node/files alone.';
const fileImports = ['fs', 'fs/promises', 'node:fs', 'node:fs/promises'].map((name) => ({
  name,
  importNames: [...fileReaders, 'default', 'promises'],
  message: noFileReader,
}));
/** A window reads by the same place; that something is there it may ask VS Code. */
const fileSyntax = [
  {
    selector: "MemberExpression[object.property.name='fs'][property.name='readFile']",
    message: noFileReader,
  },
  { selector: "CallExpression[callee.name='require']", message: 'Import what you need, so that lint sees it.' },
  {
    selector: "CallExpression[callee.property.name='getBuiltinModule'][arguments.0.value=/fs/]",
    message: noFileReader,
  },
];

/** Modules that open files of Executor's own state, or of the system: each names by itself what it opens. */
const ownFiles = [
  // The one place for files of users.
  'src/node/files/*.ts',
  // The state folder, and what else Executor has written itself.
  'src/host/reach/hostRegister.ts',
  'src/host/net/attemptBook.ts',
  'src/host/own/uninstall.ts',
  'src/node/files/fileIdentity.ts',
  'src/node/channel/hostAddress.ts',
  'src/node/channel/hostProcess.ts',
  'src/node/channel/hostSocket.ts',
  'src/node/state/journalFile.ts',
  'src/node/process/posixLauncher.ts',
  'src/node/state/durableWrites.ts',
  'src/node/state/stateFolder.ts',
  'src/node/process/statusFile.ts',
  'src/vscode/terminal/terminalCommand.ts',
  // A log that was looked at just before, and a task file that is written beside the old one.
  'src/node/process/launcherSpawn.ts',
  'src/node/watch/taskFileOnDisk.ts',
  // Copies of the host, its own output, and what it holds open for a run on Windows.
  'src/node/files/boundedFile.ts',
  'src/node/channel/hostBuilds.ts',
  'src/node/channel/hostFiles.ts',
  'src/node/files/ownFolder.ts',
  'src/node/process/runFiles.ts',
  'src/node/process/runHold.ts',
  // Whose a folder is, which nobody opens.
  'src/cli/findFolder.ts',
  // What tells a folder from another that had its path.
  'src/node/state/folderRecord.ts',
  // What the system tells in files.
  'src/host/places/machineZone.ts',
  'src/host/reach/hostBurdens.ts',
  'src/host/read/surroundings.ts',
  'src/node/process/processIdentity.ts',
  'src/node/process/processTable.ts',
  'src/node/process/startLimits.ts',
  'src/node/process/inheritedDescriptors.ts',
  'src/node/program/programCheck.ts',
  // A file that a test has put in charge of the clock.
  'src/host/own/hostClock.ts',
];

/** Ways to make a pattern of a text, and not of what stands in the source. */
const noPattern =
  'A pattern of a user may take for ever: it is read by src/model/words/userPattern.ts and run by src/node/patterns.';
const constantText =
  'Literal, TemplateLiteral[expressions.length=0], TaggedTemplateExpression[quasi.expressions.length=0]';
const patternSyntax = [
  ...['NewExpression', 'CallExpression'].map((made) => ({
    selector: `${made}[callee.name='RegExp'] > :not(${constantText}).arguments:first-child`,
    message: noPattern,
  })),
  {
    selector: "CallExpression[callee.property.name='match'] > :not(Literal, NewExpression).arguments:first-child",
    message: noPattern,
  },
];

/** Modules that put a pattern together from constants of their own, and the one place for those of users. */
const ownPatterns = [
  'src/cli/textTable.ts',
  'src/model/log/logNames.ts',
  'src/model/schedule/laterTime.ts',
  'src/model/time/timestamp.ts',
  'src/model/words/userPattern.ts',
  'src/node/patterns/*.ts',
];

const noGlobalThis = {
  selector: "MemberExpression[object.name='globalThis']",
  message: 'Name the global itself, so that the rules about clock and randomness see it.',
};

export default defineConfig(
  globalIgnores(['dist/', 'out/', 'examples/', 'tools/*/node_modules/']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      // A field is left out of an object by naming it beside the rest.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', ...clockGlobals, ...randomGlobals],
      'no-restricted-properties': ['error', ...clockProperties, ...randomProperties, ...messageProperties],
      'no-restricted-syntax': ['error', ...clockSyntax, ...outputSyntax, ...fileSyntax, ...patternSyntax, noGlobalThis],
      'no-restricted-imports': ['error', { paths: [...clockImports, ...randomImports, ...fileImports] }],
    },
  },
  {
    files: ownFiles,
    rules: {
      'no-restricted-imports': ['error', { paths: [...clockImports, ...randomImports] }],
    },
  },
  {
    files: ownPatterns,
    rules: { 'no-restricted-syntax': ['error', ...clockSyntax, ...outputSyntax, ...fileSyntax, noGlobalThis] },
  },
  {
    files: ['src/vscode/messages.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockProperties, ...randomProperties] },
  },
  {
    files: [
      'src/cli/executor.ts',
      'src/cli/main.ts',
      'src/host/own/main.ts',
      'src/host/own/nodeCheck.ts',
      'src/host/net/lastNet.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...clockSyntax, ...fileSyntax, ...patternSyntax, noGlobalThis] },
  },
  {
    files: ['src/base/clock.ts'],
    rules: {
      'no-restricted-globals': ['error', ...randomGlobals],
      'no-restricted-properties': ['error', ...randomProperties],
      'no-restricted-syntax': ['error', noGlobalThis],
      'no-restricted-imports': ['error', { paths: randomImports }],
    },
  },
  {
    files: ['src/base/random.ts'],
    rules: {
      'no-restricted-globals': ['error', ...clockGlobals],
      'no-restricted-properties': ['error', ...clockProperties],
      'no-restricted-syntax': ['error', ...clockSyntax, noGlobalThis],
      'no-restricted-imports': ['error', { paths: clockImports }],
    },
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['scripts/*.mjs', 'tools/*/*.mjs', '*.js', '.*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', setInterval: 'readonly' } },
  },
);
