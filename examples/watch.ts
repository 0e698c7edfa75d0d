// Says which files of this folder change, and counts them. Plain TypeScript: Node runs it as it is.
import { readdirSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

type Snapshot = Map<string, number>;

function snapshot(folder: string): Snapshot {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map(({ name }): [string, number] => [name, statSync(`${folder}/${name}`).mtimeMs]));
}

const say = (text: string): void => console.log(`${new Date().toLocaleTimeString('en-GB')}  ${text}`);

let before: Snapshot = snapshot('.');
let changes = 0;
say(`watching ${before.size} files`);

for (let count = 1; count <= 600; count++) {
  await sleep(1000);
  const now: Snapshot = snapshot('.');
  const changed: string[] = [...now.keys()].filter((name) => now.get(name) !== before.get(name));
  const gone: string[] = [...before.keys()].filter((name) => !now.has(name));
  changes += changed.length + gone.length;
  for (const name of changed) say(`${before.has(name) ? 'changed' : 'new'}: ${name}`);
  for (const name of gone) say(`gone: ${name}`);
  if (count % 2 === 0) say(`${changes} changes in ${count} seconds`);
  before = now;
}
