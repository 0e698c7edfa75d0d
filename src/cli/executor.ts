#!/usr/bin/env node
// What is called as `executor`: says in one sentence that a Node is too old, before that reads anything that it would not
// understand, or that the files are missing that belong beside this one. All the rest is in those, which only a Node that
// serves gets to see.
import { missingPart } from '../base/missingPart.ts';
import { complaintAbout } from '../base/nodeVersion.ts';

let complaint = complaintAbout(process.versions.node);
if (complaint === undefined) {
  try {
    await import('./main.ts');
  } catch (error) {
    complaint = missingPart(error);
    if (complaint === undefined) throw error;
  }
}
if (complaint !== undefined) {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 2;
}
