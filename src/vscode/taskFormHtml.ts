import * as vscode from 'vscode';
import type { Random } from '../base/random.ts';

/** The page of a form: it may run its own script and wear its own styles, and reach nothing else. */
export function taskFormHtml(webview: vscode.Webview, extension: vscode.Uri, random: Random): string {
  const dist = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', file)).toString();
  const nonce = random.hex(32);
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${dist('taskForm.style.css')}">
<title>Task</title>
</head>
<body>
<script nonce="${nonce}" src="${dist('taskForm.js')}"></script>
</body>
</html>`;
}
