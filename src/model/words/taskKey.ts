/** The form in which task names are compared: two names are the same if their keys are. */
export function taskKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
