interface Unit {
  readonly elapsedMs: number;
  readonly days: number;
  readonly months: number;
}

/**
 * What a fraction of a unit is in whole numbers of smaller ones: "1 hour 30 min" of 1.5 hours, "18 months" of 1.5
 * years. Undefined if it isn't one, or if a mark may divide thousands.
 */
export function wholeParts(amount: string, unit: Unit): string | undefined {
  const found = /^(\d+)[.,](\d+)$/.exec(amount);
  if (!found || found[2]?.length === 3) return undefined;
  const count = Number(`${found[1] ?? ''}.${found[2] ?? ''}`);
  if (unit.months > 0) return whole(count * unit.months, 'months');
  if (unit.days > 1) return whole(count * unit.days, 'days') ?? whole(count * unit.days * 24, 'hours');
  if (unit.days > 0) return whole(count * 24, 'hours');
  return elapsedText((count * unit.elapsedMs) / 1_000);
}

function whole(count: number, unit: string): string | undefined {
  return Number.isInteger(count) && count > 0 ? `${String(count)} ${unit}` : undefined;
}

/** Seconds in hours, minutes and seconds, as a period has them: "1 hour 30 min"; undefined if they are not whole. */
export function elapsedText(seconds: number): string | undefined {
  if (!Number.isInteger(seconds) || seconds <= 0) return undefined;
  const hours = Math.floor(seconds / 3_600);
  const parts = [
    [hours, hours === 1 ? 'hour' : 'hours'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 'sec'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? `${String(count)} ${unit}` : [])).join(' ');
}
