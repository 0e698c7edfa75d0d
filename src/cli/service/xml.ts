/** Text as it stands inside of an XML element; what XML cannot hold is U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Whether XML holds a text as it is: no control character, whatever stands for it, is read back everywhere. */
export function isXml(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text);
}
