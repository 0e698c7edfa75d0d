import type { Draws } from '../draws.ts';

/** The fields of a task with values that are right, harmless commands, and times that are short. */
export function task(draws: Draws): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const set = (name: string, percent: number, make: () => unknown): void => {
    if (draws.chance(percent)) fields[name] = make();
  };
  if (draws.chance(80)) fields['command'] = command(draws);
  else fields['script'] = draws.pick(['a.sh', 'sub/b.py', '${workspaceFolder}/a.sh', 'ghost.sh']);
  const isScheduled = draws.chance(40);
  set('args', 20, () => draws.several(0, 3, () => draws.odd()));
  set('cwd', 15, () => draws.pick(['.', 'sub', '${workspaceFolder}', 'ghost', draws.odd()]));
  set('env', 30, () => Object.fromEntries(draws.several(0, 3, () => [draws.text(['A', 'B', '_'], 3), draws.odd()])));
  set('envFile', 15, () => draws.pick(['.env', ['.env', 'ghost.env'], draws.odd()]));
  set('secrets', 10, () => draws.several(0, 2, () => draws.odd()));
  set('timeout', 15, () => draws.pick(['300 ms', '1 sec', draws.odd()]));
  fields['stopTimeout'] = draws.pick(['100 ms', '0 sec', '300 ms']);
  set('stopSignal', 15, () => draws.pick(['SIGINT', 'SIGHUP', draws.odd()]));
  set('stopCommand', 10, () => command(draws));
  set('successExitCodes', 10, () => draws.several(0, 3, () => draws.pick([0, 3, 255, 256, -1])));
  set('watch', 15, () =>
    draws.several(0, 3, () => draws.text(['*.sh', 'sub/', '**', '/', 'a', '{', '}', '!', '['], 4)),
  );
  set('autoStart', 10, () => draws.chance(50));
  set('onClose', 10, () => draws.pick(['keep', 'stop', draws.odd()]));
  set('notify', 10, () => draws.pick(['never', 'always', draws.odd()]));
  set('group', 10, () => draws.odd());
  set('after', 15, () => draws.several(0, 2, () => draws.pick(['victim-1', 'victim-2', draws.odd()])));
  set('onSuccess', 10, () => draws.pick(['victim-1', 'victim-2', draws.odd()]));
  if (isScheduled) {
    if (draws.chance(50)) fields['every'] = draws.text(['1 sec', '2 min', ' and ', '1 day', '3 months', 'weekly'], 2);
    else fields['cron'] = draws.text(['* ', '*/2 ', '0 ', '1-5 ', 'L ', 'MON ', '@daily', '*'], 6);
    set('start', 30, () => draws.text(['2021-02-27', 'T13:00:00', 'Z', '+02:00'], 3));
    set('timezone', 30, () => draws.pick(['Europe/Berlin', 'UTC', 'EST', draws.odd()]));
    set('catchUp', 20, () => draws.pick(['latest', 'all', 'skip']));
    set('overlap', 20, () => draws.pick(['skip', 'queue', 'replace']));
    set('retries', 20, () => draws.pick([0, 1, 3, -1, 1e9]));
    set('randomDelay', 10, () => draws.pick(['1 sec', '1 min', draws.odd()]));
  } else {
    set('restart', 50, () => draws.pick(['never', 'on-failure', 'always']));
    set('backoff', 30, () => ({ initial: draws.pick(['0 ms', '1 sec', '100 ms']), max: '1 sec', giveUpAfter: 5 }));
    set('ready', 10, () => ({ log: 'ready', timeout: '500 ms' }));
  }
  return fields;
}

/** An argv that does nothing to anybody. */
export function command(draws: Draws): string[] {
  return draws.pick<string[]>([
    ['true'],
    ['false'],
    ['sleep', '0.1'],
    ['sleep', '3'],
    ['sh', '-c', 'exit 3'],
    ['sh', '-c', 'echo ready; sleep 2'],
    ['./a.sh', draws.odd()],
    ['no-such-program'],
    ['echo', draws.odd()],
  ]);
}
