import type { Draws } from '../draws.ts';
import type { FuzzWorld } from '../fuzzWorld.ts';
import type { FuzzInput } from '../kind.ts';

/** A task that something is wrong with. */
export interface Victim {
  /** What is wrong, in a line. */
  readonly line: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Puts what is wrong into the world, under the name that the task has there; `later` takes it away again. */
  readonly prepare: (world: FuzzWorld, name: string, later: DisposableStack) => void | Promise<void>;
  /** What is done while it runs. */
  readonly meanwhile?: (world: FuzzWorld, name: string, later: DisposableStack) => Promise<void>;
}

/** A few such tasks, put before the host at once. */
export function victims(draws: Draws, make: (index: number) => Victim): FuzzInput {
  const all = draws.several(1, 3, make);
  const verb = draws.pick(['show', 'logs', 'history', 'list', 'doctor', 'show-env'] as const);
  return {
    line: all.map(({ line }) => line).join('; '),
    give: async (world) => {
      using later = new DisposableStack();
      const named = all.map((victim, index) => [`victim-${String(index + 1)}`, victim] as const);
      for (const [name, victim] of named) await victim.prepare(world, name, later);
      await world.inForce(Object.fromEntries(named.map(([name, { definition }]) => [name, definition])));
      await Promise.all(
        named.map(async ([name, victim]) => {
          await victim.meanwhile?.(world, name, later);
          await world.sweep(name);
          await world.untilAtRest(name);
        }),
      );
      await callVerb(world, verb, named[0]?.[0] ?? '');
      await world.inForce({});
    },
  };
}

async function callVerb(world: FuzzWorld, verb: string, name: string): Promise<void> {
  if (verb === 'list' || verb === 'doctor') await world.command(verb);
  else if (verb === 'show-env') await world.command('show', '--env', name);
  else await world.command(verb, name);
}
