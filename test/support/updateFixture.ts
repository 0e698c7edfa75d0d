import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Database, openDatabase } from '../../src/node/files/sqlite.ts';
import { thisMachine } from '../../src/node/process/processIdentity.ts';
import { statePaths } from '../../src/node/state/stateFolder.ts';

/** The folder of all fixtures, one for each build that state was kept from. */
const updatesFolder = path.join(import.meta.dirname, '../fixtures/updates');

/** What a fixture says about how it was made. */
export interface MadeFixture {
  readonly commit: string;
  /** The build that its programs say they are. */
  readonly build: { readonly version: string; readonly stamp: number };
  readonly schema: number;
  readonly protocol: number;
  /** The instant at which the host was killed that had written the state, in milliseconds since the Unix epoch. */
  readonly madeAt: number;
}

/** What the build that wrote a fixture said of it, as `--json` prints it, while its host lived. */
export interface SaidOfFixture {
  readonly list: { readonly executorId: string; readonly tasks: readonly SaidTask[] };
  readonly history: { readonly runs: readonly SaidRun[]; readonly skipped: readonly object[] };
}

/** A task as `list --json` has it. */
export interface SaidTask {
  readonly name: string;
  readonly status: string;
  readonly desired: string;
  readonly schedule: string;
  readonly flags: readonly string[];
  readonly nextRun: string | null;
  readonly pid: number | null;
}

/** A run as `history --json` has it. */
export interface SaidRun {
  readonly id: string;
  readonly task: string;
  readonly trigger: string;
  readonly outcome: string | null;
  readonly exitCode: number | null;
  readonly log: string;
}

/** State that a build of Executor has written, and that build's own programs. */
export interface UpdateFixture {
  readonly name: string;
  readonly folder: string;
  readonly made: MadeFixture;
}

/** All fixtures, those of the oldest build first. */
export function updateFixtures(): readonly UpdateFixture[] {
  return readdirSync(updatesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = path.join(updatesFolder, name);
      return { name, folder, made: JSON.parse(readFileSync(path.join(folder, 'made.json'), 'utf8')) as MadeFixture };
    })
    .toSorted((one, other) => one.made.build.stamp - other.made.build.stamp);
}

/** The folder of a fixture of the present source, by what decides whether another build understands it. */
export function fixtureFolder(schema: number, protocol: number): string {
  return path.join(updatesFolder, `schema-${String(schema)}-protocol-${String(protocol)}`);
}

/** A folder that holds a workspace `ws`, a `home` and a `state`, as the worlds of tests do. */
export interface FixturePlace {
  readonly root: string;
}

const workspaceOf = ({ root }: FixturePlace): string => path.join(root, 'ws');

function statePathsOf(place: FixturePlace): NonNullable<ReturnType<typeof statePaths>> {
  const env = { XDG_STATE_HOME: path.join(place.root, 'state') };
  const paths = statePaths({ platform: process.platform, env, home: undefined }, workspaceOf(place));
  if (!paths) throw new Error(`There is no place for state in ${place.root}.`);
  return paths;
}

/** The files of a state folder that are kept as they are; the database is kept as SQL. */
const stateFiles = ['executor.log', 'attempts.jsonl', 'host.json'];
const sqlFile = 'executor.sql';
const programsFile = 'programs.br';
const programFiles = ['cli.mjs', 'host.mjs'] as const;

/** What is in a fixture for what differs from machine to machine, and what it stood for where the fixture was made. */
function placeholders(place: FixturePlace): readonly (readonly [placeholder: string, value: string])[] {
  const { bootId, machineId, pidNamespace } = thisMachine();
  const { folder } = statePathsOf(place);
  return [
    ['{{state}}', folder],
    ['{{root}}', place.root],
    ['{{node}}', process.execPath],
    ['{{boot}}', bootId],
    ['{{machine}}', machineId],
    ['{{namespace}}', pidNamespace],
  ];
}

/** Takes what belongs to this machine out of a text. */
export function strip(text: string, place: FixturePlace): string {
  return placeholders(place).reduce((stripped, [placeholder, value]) => stripped.replaceAll(value, placeholder), text);
}

/** Puts this machine into a text of a fixture, but another boot: of what ran there nothing is left. */
function fill(text: string, place: FixturePlace): string {
  return placeholders(place).reduce(
    (filled, [placeholder, value]) =>
      filled.replaceAll(placeholder, placeholder === '{{boot}}' ? 'another boot' : value),
    text,
  );
}

/** Keeps the state that a host has left in a place, and the programs that wrote it, as a fixture in `folder`. */
export function keepFixture(
  folder: string,
  place: FixturePlace,
  { made, programs, said }: { made: MadeFixture; programs: string; said: SaidOfFixture },
): void {
  const paths = statePathsOf(place);
  const write = (name: string, text: string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, strip(text, place));
  };
  write('made.json', `${JSON.stringify(made, undefined, 2)}\n`);
  write('said.json', `${JSON.stringify(said, undefined, 2)}\n`);
  const database = openDatabase(paths.database, 1_000);
  write(`state/${sqlFile}`, toSql(database));
  database.close();
  for (const name of readdirSync(paths.folder))
    if (stateFiles.includes(name)) write(`state/${name}`, readFileSync(path.join(paths.folder, name), 'utf8'));
  for (const name of readdirSync(paths.runs))
    write(`state/runs/${name}`, readFileSync(path.join(paths.runs, name), 'utf8'));
  const workspace = workspaceOf(place);
  write('executor.json', readFileSync(path.join(workspace, '.vscode/executor.json'), 'utf8'));
  // Their folder is in the workspace a hidden one, which git is told to leave out.
  const logs = path.join(workspace, '.executor/logs');
  for (const name of readdirSync(logs, { recursive: true }).map(String))
    if (statSync(path.join(logs, name)).isFile()) write(`logs/${name}`, readFileSync(path.join(logs, name), 'utf8'));
  const bytes = programFiles.map((name) => readFileSync(path.join(programs, name)));
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  // What is in both is kept once.
  writeFileSync(
    path.join(folder, programsFile),
    brotliCompressSync(Buffer.concat([...bytes.map(lengthOf), ...bytes]), { params }),
  );
}

/** Puts the workspace and the state of a fixture in place, as if its host had been killed and the machine started again. */
export function unpackFixture(fixture: UpdateFixture, place: FixturePlace): void {
  const paths = statePathsOf(place);
  const read = (name: string): string => fill(readFileSync(path.join(fixture.folder, name), 'utf8'), place);
  const put = (file: string, text: string): void => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  };
  put(path.join(workspaceOf(place), '.vscode/executor.json'), read('executor.json'));
  for (const name of filesIn(path.join(fixture.folder, 'logs')))
    put(path.join(workspaceOf(place), '.executor/logs', name), read(`logs/${name}`));
  for (const name of filesIn(path.join(fixture.folder, 'state')))
    if (name !== sqlFile) put(path.join(paths.folder, name), read(`state/${name}`));
  mkdirSync(paths.runs, { recursive: true, mode: 0o700 });
  const database = openDatabase(paths.database, 1_000);
  database.exec(read(`state/${sqlFile}`));
  database.close();
}

/** What the build that wrote the fixture said of it, its paths those of this place. */
export function saidOf(fixture: UpdateFixture, place: FixturePlace): SaidOfFixture {
  return JSON.parse(fill(readFileSync(path.join(fixture.folder, 'said.json'), 'utf8'), place)) as SaidOfFixture;
}

/** Writes the programs of a fixture's build into a folder. */
export function unpackPrograms(fixture: UpdateFixture, folder: string): void {
  const bytes = brotliDecompressSync(readFileSync(path.join(fixture.folder, programsFile)));
  mkdirSync(folder, { recursive: true });
  let start = programFiles.length * lengthBytes;
  for (const [index, name] of programFiles.entries()) {
    const end = start + bytes.readUInt32BE(index * lengthBytes);
    writeFileSync(path.join(folder, name), bytes.subarray(start, end));
    start = end;
  }
}

const lengthBytes = 4;

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  bytes.writeUInt32BE(length);
  return bytes;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(path.join(folder, name)).isFile());
}

/** A database as the statements that recreate it, a row a line. */
function toSql(database: Database): string {
  const rows = (sql: string): readonly Record<string, unknown>[] => database.prepare(sql).all();
  const tables = rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  const others = rows("SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL");
  const quote = (value: unknown): string => {
    if (value === null) return 'NULL';
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
    throw new Error(`There is no column of type ${typeof value} yet.`);
  };
  const inserts = [...tables.map(({ name }) => String(name)), 'sqlite_sequence'].flatMap((table) =>
    rows(`SELECT * FROM ${table}`).map((row) => {
      const names = Object.keys(row);
      return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${Object.values(row).map(quote).join(', ')});`;
    }),
  );
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  return [
    'PRAGMA journal_mode = wal;',
    'BEGIN;',
    ...[...tables, ...others].map(({ sql }) => `${String(sql)};`),
    'DELETE FROM sqlite_sequence;',
    ...inserts,
    `PRAGMA user_version = ${String(version)};`,
    'COMMIT;',
    '',
  ].join('\n');
}
