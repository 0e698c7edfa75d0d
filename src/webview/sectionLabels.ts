import * as l10n from '@vscode/l10n';
import type { FormSection } from '../model/taskFile/fields/field.ts';

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
} satisfies Record<FormSection, string>;
