import type { Build } from '../../model/host/build.ts';

/** Put in place by the bundler. */
declare const executorBuild: Build | undefined;

/** The build that this code belongs to. */
export const build: Build = typeof executorBuild === 'undefined' ? { version: '0.0.0', stamp: 0 } : executorBuild;
