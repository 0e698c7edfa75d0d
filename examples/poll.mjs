// Asks every few seconds whether this machine is busy, and remembers the worst it has seen.
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const seconds = Number(process.env.EVERY_SECONDS ?? 1);
let worst = 0;

for (let count = 1; count <= 600; count++) {
  const [load] = os.loadavg();
  const used = 1 - os.freemem() / os.totalmem();
  worst = Math.max(worst, load);
  console.log(
    `${new Date().toLocaleTimeString('en-GB')}  ${count}  load ${load.toFixed(2)} (worst ${worst.toFixed(2)}), memory ${(used * 100).toFixed(0)} %`,
  );
  await sleep(seconds * 1000);
}
