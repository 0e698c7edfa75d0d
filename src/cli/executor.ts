#!/usr/bin/env node
// What is called as `executor`: says in one sentence that a Node is too old, before that reads anything that it would not
// understand. All the rest is in a file of its own, which only a Node that serves gets to see.
import { complaintAbout } from '../base/nodeVersion.ts';

const complaint = complaintAbout(process.versions.node);
if (complaint === undefined) {
  await import('./main.ts');
} else {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 2;
}
