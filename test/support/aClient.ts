import { systemClock } from '../../src/base/clock.ts';
import type { AttachOptions } from '../../src/host/places/attach.ts';
import type { Build } from '../../src/model/host/build.ts';
import type { ClientIdentity } from '../../src/protocol/executorClient.ts';

/** The build that tests belong to. */
export const testBuild: Build = { version: '0.0.0', stamp: 0 };

/** A window that may do everything. */
export const aWindow: ClientIdentity = { build: testBuild, kind: 'window', access: 'full' };

/** Whose host a test wants. */
export function attachOptions(
  folder: string,
  environment: AttachOptions['environment'],
  identity: AttachOptions['identity'] = aWindow,
): AttachOptions {
  return { folder, environment, identity, clock: systemClock };
}
