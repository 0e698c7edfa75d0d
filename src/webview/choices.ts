/** What the choices of a field are called. Those that are not named here are shown as they are written. */
export const choiceLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  restart: { 'on-failure': 'after a failure', always: 'whenever it ends' },
  catchUp: {
    latest: 'one run for all that were missed',
    skip: 'leave them out',
    all: 'each of them, one after another',
  },
  overlap: { skip: 'leave the new run out', queue: 'run it afterwards', replace: 'end the live run first' },
  onClose: { keep: 'let it go on', stop: 'stop it' },
  notify: { failure: 'after a failure', always: 'after every run', never: 'never' },
};

/** The sections of the form, as people read them. */
export const sectionLabels = {
  what: 'What it runs',
  when: 'When it runs',
  schedule: 'More about the schedule',
  restart: 'After it has ended',
  environment: 'Interpreter and environment',
  chain: 'Together with other tasks',
  stop: 'Stopping',
  more: 'More',
} as const;
