import { afterAll, afterEach, beforeEach } from 'vitest';
import type { Build } from '../../src/model/host/build.ts';
import { HostPrograms } from './backgroundWorld.ts';
import { CliPrograms, CliWorld } from './cliWorld.ts';

/** The programs that all tests of a file share. */
export interface CliWorldPrograms {
  readonly hosts: HostPrograms;
  readonly cli: CliPrograms;
}

/**
 * Gives each test of a file a world of its own in which the command is called, and ends it with all that was started in it. Hooks
 * that the file adds afterwards to end something run before that.
 */
export function useCliWorld(
  take: (world: CliWorld, programs: CliWorldPrograms) => void | Promise<void>,
  { build, name }: { readonly build?: Build; readonly name?: string } = {},
): CliWorldPrograms {
  const programs = { hosts: new HostPrograms(), cli: new CliPrograms(build) };
  let world: CliWorld;
  beforeEach(async () => {
    world = new CliWorld(programs.hosts, programs.cli, name);
    await take(world, programs);
  });
  afterEach(async () => {
    await world.end();
    world[Symbol.dispose]();
  });
  afterAll(() => {
    programs.cli[Symbol.dispose]();
    programs.hosts[Symbol.dispose]();
  });
  return programs;
}
