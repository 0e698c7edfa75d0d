import * as l10n from '@vscode/l10n';

/** What the choices of a field are called. Those that are not named here are shown as they are written. */
export const choiceLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  restart: { 'on-failure': l10n.t('after a failure'), always: l10n.t('whenever it ends') },
  catchUp: {
    latest: l10n.t('one run for all that were missed'),
    skip: l10n.t('leave them out'),
    all: l10n.t('each of them, one after another'),
  },
  overlap: {
    skip: l10n.t('leave the new run out'),
    queue: l10n.t('run it afterwards'),
    replace: l10n.t('end the live run first'),
  },
  onClose: { keep: l10n.t('let it go on'), stop: l10n.t('stop it') },
  notify: { failure: l10n.t('after a failure'), always: l10n.t('after every run'), never: l10n.t('never') },
};

/** The sections of the form, as people read them. */
export const sectionLabels = {
  what: l10n.t('What it runs'),
  when: l10n.t('When it runs'),
  schedule: l10n.t('More about the schedule'),
  restart: l10n.t('After it has ended'),
  environment: l10n.t('Interpreter and environment'),
  chain: l10n.t('Together with other tasks'),
  stop: l10n.t('Stopping'),
  more: l10n.t('More'),
} as const;
