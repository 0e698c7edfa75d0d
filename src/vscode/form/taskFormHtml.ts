import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Random } from '../../base/random.ts';
import { spokenLanguage } from '../../model/words/language.ts';

/** The page of a form: it may run its own script and wear its own styles, and reach nothing else. */
export function taskFormHtml(webview: vscode.Webview, extension: vscode.Uri, random: Random): string {
  const dist = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', file)).toString();
  const nonce = random.hex(32);
  const language = spokenLanguage();
  // The toolkit makes a style of its own, without rules, to find out what the browser knows.
  const styleNonce = random.hex(32);
  const policy = `default-src 'none'; style-src ${webview.cspSource} 'nonce-${styleNonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${language.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${styleNonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${dist('taskForm.style.css')}">
<title>${l10n.t('Task')}</title>
</head>
<body>
<script id="language" type="application/json" nonce="${nonce}">${asDataBlock(language)}</script>
<script nonce="${nonce}" src="${dist('taskForm.js')}"></script>
</body>
</html>`;
}

/** JSON that cannot end the element it stands in. */
function asDataBlock(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
