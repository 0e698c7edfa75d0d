// Comes before everything else that a host is made of, which a Node that is too old would not understand.
import { isTooOld, oldestNode } from '../../base/nodeVersion.ts';
import type { HostReport } from './hostReport.ts';

const { execPath, versions } = process;
if (isTooOld(versions.node)) {
  const report: HostReport = {
    kind: 'refused',
    failure: { reason: 'node-too-old', path: execPath, version: versions.node, oldest: oldestNode },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`, () => {
    process.exit(1);
  });
  // Nothing that follows is evaluated.
  await new Promise(() => undefined);
}
