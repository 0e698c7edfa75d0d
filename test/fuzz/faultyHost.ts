// The background host in a system that answers with errors where a file says so (`systemFaults.ts`). The host is built as it is: the
// functions of Node that it calls are wrapped before it is loaded.
import { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { taskAtWork } from '../../src/host/net/attribution.ts';
import { type FaultPort, faultVariable, type SystemFault } from './systemFaults.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const { appendFileSync, readFileSync } = fs;
const folder = process.argv.at(-1) ?? '';
/** The file that says what is to fail; beside it stands a character for each call that did. */
const control = process.env[faultVariable] ?? '';

let seen: { readonly id: string; calls: number } = { id: '', calls: 0 };

/** The fault that this call meets; undefined if it goes through. */
function faultAt(port: FaultPort): SystemFault | undefined {
  const fault = readControl();
  if (fault?.port !== port) return undefined;
  if (fault.task !== undefined && taskAtWork() !== fault.task) return undefined;
  if (seen.id !== fault.id) seen = { id: fault.id, calls: 0 };
  seen.calls += 1;
  if (seen.calls <= fault.skips || seen.calls > fault.skips + fault.count) return undefined;
  appendFileSync(`${control}.met`, '.');
  return fault;
}

function readControl(): SystemFault | undefined {
  try {
    return JSON.parse(readFileSync(control, 'utf8')) as SystemFault;
  } catch {
    // Nothing is to fail.
    return undefined;
  }
}

/** The error that Node makes of a system's answer. */
function systemError(code: SystemFault['code'], call: string, file: string): NodeJS.ErrnoException {
  const errno = -os.constants.errno[code];
  return Object.assign(new Error(`${code}: injected, ${call} '${file}'`), { errno, code, syscall: call, path: file });
}

/** Where a path belongs; undefined if nothing is injected. */
function portOf(file: unknown): FaultPort | undefined {
  if (typeof file !== 'string') return undefined;
  const name = path.basename(file);
  if (file.includes('/logs/') && name.endsWith('.log')) return 'log-open';
  if (name.startsWith('host.json') || name === 'attempts.jsonl') return 'record';
  if (/^executor(\.\d)?\.log$/.test(name)) return 'journal';
  return file.startsWith(`${folder}/`) ? 'user-file' : undefined;
}

/** Puts a function in the place of one of an object's, which it is given. */
function wrap(owner: object, name: string, wrapper: (original: Callable) => Callable): void {
  const original = Reflect.get(owner, name) as Callable;
  Reflect.set(owner, name, wrapper(original));
}

/** The fault of a call with a path, as an error. */
function pathError(call: string, file: unknown): Error | undefined {
  const port = portOf(file);
  const fault = port && faultAt(port);
  return fault && systemError(fault.code, call, String(file));
}

for (const name of ['openSync', 'statSync', 'lstatSync', 'readdirSync', 'accessSync', 'realpathSync', 'renameSync']) {
  wrap(fs, name, (original) => (file, ...rest) => {
    const error = pathError(name, file);
    if (error) throw error;
    return original.call(fs, file, ...rest);
  });
}

wrap(fs, 'watch', (original) => (file, ...rest) => {
  const fault = faultAt('watch');
  if (fault) throw systemError(fault.code, 'watch', String(file));
  return original.call(fs, file, ...rest);
});

/** What open files are, for what is done with them later. */
const paths = new WeakMap<object, string>();

for (const name of [
  'open',
  'stat',
  'lstat',
  'readdir',
  'access',
  'realpath',
  'writeFile',
  'readFile',
  'rename',
  'mkdir',
]) {
  wrap(promises, name, (original) => async (file, ...rest) => {
    const error = pathError(name, file);
    if (error) throw error;
    const answer = await original.call(promises, file, ...rest);
    if (name === 'open') paths.set(answer as object, String(file));
    return answer;
  });
}

const probe = await promises.open('/dev/null');
const handles = Object.getPrototypeOf(probe) as object;
await probe.close();
for (const name of ['read', 'stat', 'appendFile', 'writeFile', 'sync']) {
  wrap(
    handles,
    name,
    (original) =>
      function (this: unknown, ...args) {
        const error = pathError(name, paths.get(this as object));
        return error ? Promise.reject(error) : original.apply(this, args);
      },
  );
}

// Node decides by the code whether it throws or tells later: it is given the code where the system gives it.
wrap(
  ChildProcess.prototype,
  'spawn',
  (original) =>
    function (this: unknown, ...args) {
      const fault = faultAt('spawn');
      if (fault) {
        const handle = Reflect.get(this as object, '_handle') as object;
        Reflect.set(handle, 'spawn', () => -os.constants.errno[fault.code]);
      }
      return original.apply(this, args);
    },
);

/** What SQLite makes of a system's answer: `SQLITE_FULL`, `_IOERR`, `_CANTOPEN`, `_READONLY`, `_BUSY`. */
const resultCodes: Readonly<Record<SystemFault['code'], number>> = {
  ENOSPC: 13,
  EIO: 10,
  EMFILE: 14,
  EACCES: 8,
  ESTALE: 10,
  EAGAIN: 5,
};

const sqlite = process.getBuiltinModule('node:sqlite');
const statements: readonly (readonly [owner: object, name: string])[] = [
  [sqlite.StatementSync.prototype, 'run'],
  [sqlite.DatabaseSync.prototype, 'exec'],
];
for (const [owner, name] of statements) {
  wrap(
    owner,
    name,
    (original) =>
      function (this: unknown, ...args) {
        // Whatever has failed, taking it back succeeds.
        const fault = args[0] === 'ROLLBACK' ? undefined : faultAt('store');
        if (!fault) return original.apply(this, args);
        const errcode = resultCodes[fault.code];
        throw Object.assign(new Error(`${fault.code}: injected into a statement`), {
          code: 'ERR_SQLITE_ERROR',
          errcode,
        });
      },
  );
}

syncBuiltinESMExports();

await import('../../src/host/own/main.ts');
