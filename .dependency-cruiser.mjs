/** The layers of src and what each may import beside itself. Everyone may use model and base. */
const layers = {
  base: [],
  model: ['base'],
  core: ['model', 'base'],
  protocol: ['model', 'base'],
  node: ['protocol', 'model', 'base'],
  host: ['core', 'node', 'protocol', 'model', 'base'],
  cli: ['host', 'protocol', 'model', 'base'],
  vscode: ['host', 'protocol', 'model', 'base'],
  webview: ['model'],
};

/** Libraries and the layers that may import them; a library that is not named here may be used nowhere. */
const libraries = {
  acorn: ['model'],
  execa: ['node'],
  picomatch: ['node'],
  'get-east-asian-width': ['cli'],
  'date-fns': ['model'],
  '@vscode/l10n': ['model', 'vscode', 'webview'],
  '@date-fns/tz': ['model'],
  'jsonc-parser': ['model'],
  zod: ['model', 'node', 'protocol'],
  'vscode-jsonrpc': ['protocol', 'node', 'host'],
  commander: ['cli'],
  '@vscode/webview-ui-toolkit': ['webview'],
};

/** Node's own modules for the layers that stay away from files, processes and sockets; all others may use any. */
const nodeModules = {
  base: [],
  core: [],
  model: ['path', 'util'],
  protocol: ['util'],
  webview: [],
};

const inLayers = (names) => `^src/(${names.join('|')})/`;

const layerRules = Object.entries(layers).map(([layer, others]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import ${[layer, ...others].map((name) => `src/${name}`).join(', ')} only.`,
  severity: 'error',
  from: { path: inLayers([layer]) },
  to: {
    path: '^src/',
    pathNot: layer === 'node' ? [inLayers([layer, ...others]), '^src/core/ports\\.ts$'] : inLayers([layer, ...others]),
  },
}));

const libraryRules = Object.entries(libraries).map(([library, users]) => ({
  name: `library-${library}`,
  comment: `${library} is used in ${users.map((name) => `src/${name}`).join(', ')} only.`,
  severity: 'error',
  from: { path: '^src/', pathNot: inLayers(users) },
  to: { path: `^node_modules/${library}/` },
}));

const nodeModuleRules = Object.entries(nodeModules).map(([layer, allowed]) => ({
  name: `node-modules-${layer}`,
  comment: `src/${layer} may import ${allowed.length === 0 ? 'none of' : allowed.join(' and ') + ' of'} Node's modules.`,
  severity: 'error',
  from: { path: inLayers([layer]) },
  to: { dependencyTypes: ['core'], pathNot: allowed.length === 0 ? '^$' : `^(node:)?(${allowed.join('|')})$` },
}));

/**
 * The wings of each layer, from the ground up: a wing imports those below it, never one beside or above it. '.' are the files
 * of the layer itself, except its `roofs`, which may import every wing.
 */
const towers = {
  model: {
    wings: [
      ['words'],
      ['time'],
      ['cron'],
      ['schedule'],
      ['.'],
      ['environment', 'host', 'log', 'supervisor', 'taskFile'],
      ['export', 'foreign', 'form', 'interpreter', 'view'],
      ['notice'],
    ],
    roofs: [],
  },
  core: {
    wings: [['.'], ['runs', 'schedule'], ['supervisor'], ['tasks'], ['verbs']],
    roofs: ['executor'],
  },
  node: {
    wings: [['files'], ['process'], ['channel', 'environment', 'log', 'program', 'state'], ['patterns'], ['watch']],
    roofs: [],
  },
  host: { wings: [['net'], ['places'], ['serve'], ['own', 'read'], ['reach']], roofs: [] },
  vscode: {
    wings: [
      ['.'],
      ['session'],
      ['ask'],
      ['output'],
      ['run', 'taskFile'],
      ['form', 'notify', 'terminal', 'tree'],
      ['commands'],
    ],
    roofs: ['extension'],
  },
  cli: { wings: [['.'], ['doctor', 'export', 'service'], ['verbs']], roofs: ['main', 'program'] },
};

const wingRules = Object.entries(towers).flatMap(([layer, { roofs, wings }]) => {
  const path = (wing) => (wing === '.' ? `^src/${layer}/[^/]+$` : `^src/${layer}/${wing}/`);
  const pathNot = roofs.length === 0 ? '^$' : `^src/${layer}/(${roofs.join('|')})\\.ts$`;
  return wings.flatMap((floor, height) =>
    floor.map((wing) => {
      const below = wings.slice(0, height).flat();
      return {
        name: `wing-${layer}-${wing}`,
        comment: `${wing} of src/${layer} may import of its layer ${below.length === 0 ? 'nothing' : below.join(', ')} only.`,
        severity: 'error',
        from: { path: path(wing), pathNot },
        to: { path: `^src/${layer}/`, pathNot: [wing, ...below].map(path) },
      };
    }),
  );
});

/** A folder of a layer without a floor would stand outside the towers. */
const unplacedRules = Object.entries(towers).map(([layer, { wings }]) => ({
  name: `wing-unplaced-${layer}`,
  comment: `Each folder of src/${layer} has its floor in \`towers\`.`,
  severity: 'error',
  from: { path: `^src/${layer}/[^/]+/`, pathNot: wings.flat().map((wing) => `^src/${layer}/${wing}/`) },
  to: {},
}));

export default {
  forbidden: [
    ...wingRules,
    ...unplacedRules,
    ...layerRules,
    ...libraryRules,
    ...nodeModuleRules,
    {
      name: 'toolkit-behind-one-file',
      comment: 'Elements of the webview toolkit come from src/webview/toolkit.ts alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/webview/toolkit\\.ts$' },
      to: { path: '^node_modules/@vscode/webview-ui-toolkit/' },
    },
    {
      name: 'globs-behind-one-file',
      comment:
        'picomatch makes patterns of globs, which may take for ever: src/node/patterns/globPatterns.ts alone asks it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/node/patterns/globPatterns\\.ts$' },
      to: { path: '^node_modules/(@types/)?picomatch/' },
    },
    {
      name: 'scripts-behind-one-file',
      comment:
        'acorn reads programs as data in src/model/foreign/jsData.ts alone, so that no host has it in its bundle.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/model/foreign/jsData\\.ts$' },
      to: { path: '^node_modules/acorn/' },
    },
    {
      name: 'library-unknown',
      comment: 'A library belongs to the layers that .dependency-cruiser.mjs names for it.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^node_modules/',
        pathNot: `^node_modules/(${[...Object.keys(libraries), '@types/vscode'].join('|')})/`,
      },
    },
    {
      name: 'ports-are-types',
      comment: 'src/node knows the ports of src/core as types; it never runs code of core.',
      severity: 'error',
      from: { path: inLayers(['node']) },
      to: { path: '^src/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'vscode-stays-in-its-layer',
      comment: "Only src/vscode imports 'vscode'.",
      severity: 'error',
      from: { path: '^src/', pathNot: inLayers(['vscode']) },
      to: { path: '^(vscode$|node_modules/@types/vscode/)' },
    },
    {
      name: 'oracle-stands-alone',
      comment: 'What judges the evaluator of cron expressions shares nothing with it.',
      severity: 'error',
      from: { path: '^test/support/cronOracle\\.ts$' },
      to: { path: '.' },
    },
    {
      name: 'source-stands-alone',
      comment: 'The product imports nothing of its tests and scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|tools|bench)/' },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that need each other are one module, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import can be found.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
