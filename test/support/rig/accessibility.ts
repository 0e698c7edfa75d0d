import axe from 'axe-core';
import type { Frame, Page } from '@playwright/test';

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe-core checks of names. Other rules VS Code's own parts break, such as the headers of views with their buttons. */
export const namingRules = [
  ...['aria-command-name', 'aria-input-field-name', 'aria-toggle-field-name', 'aria-treeitem-name', 'aria-valid-attr'],
  ...['aria-valid-attr-value', 'button-name', 'image-alt', 'input-button-name', 'label', 'link-name'],
];

/**
 * What a reader of the screen would have nothing to say about, or would say wrongly, and what cannot be read: in all of a
 * page, or in what a selector names; by every rule, or by some.
 */
export async function violationsIn(
  page: Frame | Page,
  { rules, selector = 'html' }: { readonly selector?: string; readonly rules?: readonly string[] } = {},
): Promise<readonly string[]> {
  // As text, because the code of this project knows no DOM.
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>(`
    axe.run(${JSON.stringify(selector)}, ${JSON.stringify(rules ? { runOnly: rules } : {})}).then(({ violations }) => violations.map(({ id, nodes }) =>
      ({ id, nodes: nodes.map(({ failureSummary, html }) => html + ' ' + failureSummary) })))`);
  return found.flatMap(({ id, nodes }) => nodes.map((html) => `${id}: ${html}`));
}
