/** What a clause of the manifest asks for, by key. */
export type WhenContext = Readonly<Record<string, unknown>>;

const token = /\s*(?<word>&&|\|\||==|!=|=~|!|\(|\)|\/(?:[^/\\]|\\.)+\/[a-z]*|[\w.-]+)/y;

/** Whether a `when` clause of the manifest holds, read as VS Code reads it. */
export function holds(clause: string, context: WhenContext): boolean {
  const words = tokens(clause);
  const any = (): boolean => {
    let value = every();
    while (words[0] === '||') {
      words.shift();
      // Both sides are read, whatever the first one says.
      value = every() || value;
    }
    return value;
  };
  const every = (): boolean => {
    let value = one();
    while (words[0] === '&&') {
      words.shift();
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const word = words.shift();
    if (word === '!') return !one();
    if (word === '(') {
      const value = any();
      words.shift();
      return value;
    }
    return compare(word ?? '', words, context);
  };
  return any();
}

function compare(key: string, words: string[], context: WhenContext): boolean {
  const value = context[key];
  const [operator] = words;
  if (operator !== '==' && operator !== '!=' && operator !== '=~') return key === 'true' || value === true;
  words.shift();
  const operand = words.shift() ?? '';
  if (operator === '==') return String(value) === operand;
  if (operator === '!=') return String(value) !== operand;
  const { flags = '', source = '' } = /^\/(?<source>.*)\/(?<flags>[a-z]*)$/.exec(operand)?.groups ?? {};
  return typeof value === 'string' && new RegExp(source, flags).test(value);
}

function tokens(clause: string): string[] {
  const words: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < clause.trimEnd().length) {
    const word = token.exec(clause)?.groups?.['word'];
    if (word === undefined) throw new Error(`This double of VS Code cannot read: ${clause}`);
    words.push(word);
  }
  return words;
}
