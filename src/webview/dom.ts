/** Makes an element with attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The head of a table, with a title for each column. */
export function tableHead(...titles: readonly (Node | string)[]): HTMLElement {
  return make('thead', {}, make('tr', {}, ...titles.map((title) => make('th', { scope: 'col' }, title))));
}

/** A row of a table, with what is in each cell. */
export function tableRow(...cells: readonly (readonly (Node | string)[])[]): HTMLElement {
  return make('tr', {}, ...cells.map((cell) => make('td', {}, ...cell)));
}

/** A text in which what is between backticks is code. */
export function withCode(text: string): readonly (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
}
