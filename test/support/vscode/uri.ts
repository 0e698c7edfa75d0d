import { posix } from 'node:path';

/** The parts of an address. */
interface Components {
  readonly scheme: string;
  readonly authority?: string;
  readonly path?: string;
  readonly query?: string;
  readonly fragment?: string;
}

const pattern =
  /^(?:(?<scheme>[^:/?#]+):)?(?:\/\/(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/s;

/** As VS Code's own, on a machine with forward slashes. */
export class Uri {
  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
    readonly query: string,
    readonly fragment: string,
  ) {}

  static file(path: string): Uri {
    return Uri.from({ scheme: 'file', path });
  }

  static parse(value: string): Uri {
    const { authority = '', fragment = '', path = '', query = '', scheme = 'file' } = pattern.exec(value)?.groups ?? {};
    const [a = '', p = '', q = '', f = ''] = [authority, path, query, fragment].map(decodeURIComponent);
    return new Uri(scheme, a, p, q, f);
  }

  static from({ authority = '', fragment = '', path = '', query = '', scheme }: Components): Uri {
    const isRooted = scheme !== 'file' || path.startsWith('/');
    return new Uri(scheme, authority, isRooted ? path : `/${path}`, query, fragment);
  }

  static joinPath(base: Uri, ...segments: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...segments) });
  }

  get fsPath(): string {
    return this.authority !== '' && this.scheme === 'file' ? `//${this.authority}${this.path}` : this.path;
  }

  with(change: Partial<Components>): Uri {
    const { authority, fragment, path, query, scheme } = this;
    return Uri.from({ scheme, authority, path, query, fragment, ...change });
  }

  toString(): string {
    const { authority, fragment, path, query, scheme } = this;
    const place = authority !== '' || scheme === 'file' ? `//${authority}` : '';
    const rest = [query === '' ? '' : `?${encoded(query)}`, fragment === '' ? '' : `#${encoded(fragment)}`].join('');
    return `${scheme}:${place}${encoded(path).replaceAll('%2F', '/')}${rest}`;
  }
}

/** VS Code encodes everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
