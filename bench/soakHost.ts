// The background host, which also tells at SIGUSR2 what it needs: memory in use after a collection, and descriptors.
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HostNeeds } from './soakNeeds.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('SIGUSR2', () => {
  const file = process.env['SOAK_NEEDS'];
  if (file === undefined) return;
  collect();
  const needs: HostNeeds = {
    pid: process.pid,
    heapBytes: process.memoryUsage().heapUsed,
    // The listing itself has one open.
    descriptors: readdirSync('/proc/self/fd').length - 1,
  };
  writeFileSync(`${file}.new`, JSON.stringify(needs));
  renameSync(`${file}.new`, file);
});

await import('../src/host/own/main.ts');
