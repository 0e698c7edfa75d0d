/** What some work answers, or `otherwise` where it throws: for questions and deeds whose failure says enough, whatever it is. */
export function attempt<T>(otherwise: T, work: () => T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
