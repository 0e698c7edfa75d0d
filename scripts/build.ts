// `npm run build`: the extension as a developer debugs it, not minified.
import { bundle } from './bundle.ts';

process.exitCode = (await bundle({ minify: false })) === undefined ? 1 : 0;
