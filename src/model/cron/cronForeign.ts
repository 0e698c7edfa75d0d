import { type Clause, say } from '../words/clause.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { parsePeriod } from '../time/period.ts';
import { elapsedText } from '../time/periodParts.ts';
import type { Suggestion } from '../words/suggestion.ts';

/** What is written elsewhere in place of a cron expression, and what to write here; undefined if a text is none of it. */
export function foreignScheduleProblem(text: string): TextProblem | undefined {
  return zoneInFront(text) ?? goPeriod(text) ?? adverb(text) ?? barePeriod(text);
}

function problem(text: string, message: Clause, suggestion?: Suggestion): TextProblem {
  return { message, offset: 0, length: text.length, ...(suggestion && { suggestion }) };
}

/** `CRON_TZ=Europe/Berlin 0 9 * * *`, as Go's libraries take it. */
function zoneInFront(text: string): TextProblem | undefined {
  const found = /^(?:CRON_)?TZ=(?<zone>\S*)\s*/i.exec(text);
  if (!found) return undefined;
  const message = say('The expression cannot contain a time zone. Write it as "timezone".');
  const zone = found.groups?.['zone'] ?? '';
  const suggestion = {
    text: '',
    place: { offset: 0, length: found[0].length },
    ...(zone !== '' && { beside: { timezone: zone } }),
  };
  return { message, offset: 0, length: found[0].trimEnd().length, suggestion };
}

/** `@every 1h30m`, as Go's libraries and Kubernetes tools take it. */
function goPeriod(text: string): TextProblem | undefined {
  const [, written] = /^@every\b\s*(.*)$/i.exec(text) ?? [];
  if (written === undefined) return undefined;
  const meant = ofGo(written) ?? (parsePeriod(written).ok ? written : undefined);
  if (meant === undefined) {
    return problem(text, say('"@every" is not supported. Write a period as "every", such as "every": "5 min".'));
  }
  return problem(text, say('"@every" is not supported. Write "every": "{0}" instead.', meant), {
    text: meant,
    field: 'every',
  });
}

/** A duration of Go as a period: "1 hour 30 min" of `1h30m`. */
function ofGo(written: string): string | undefined {
  const found = /^(?=.)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(written);
  if (!found) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((each: string | undefined) => Number(each ?? 0));
  const text = elapsedText(Math.round((hours * 60 + minutes) * 60 + seconds));
  return text !== undefined && parsePeriod(text).ok ? text : undefined;
}

/** `daily`, as systemd takes it. */
function adverb(text: string): TextProblem | undefined {
  if (!/^(?:hourly|daily|weekly|monthly|yearly|annually|midnight)$/i.test(text)) return undefined;
  const meant = `@${text.toLowerCase()}`;
  return problem(text, say('Names of expressions begin with "@". Write "{0}".', meant), { text: meant });
}

/** `1 day`, which belongs into `every`. */
function barePeriod(text: string): TextProblem | undefined {
  if (!parsePeriod(text).ok) return undefined;
  const meant = text.trim().replace(/\s+/gu, ' ');
  const message = say(
    'This is a period, but "cron" takes an expression such as "0 9 * * MON-FRI". Write "every": "{0}".',
    meant,
  );
  return problem(text, message, { text: meant, field: 'every' });
}
