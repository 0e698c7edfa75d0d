import { spawn } from 'node:child_process';
import { once } from 'node:events';

const program = `
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked');
process.stdin.resume();
process.stdin.on('end', () => process.exit());
`;

/** Another program that has a database for itself, as a browser of databases might: `await using`. */
export async function lockDatabase(path: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, ['--no-warnings', '-e', program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => {
      throw new Error(`${path} could not be locked`);
    }),
  ]);
  return {
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
