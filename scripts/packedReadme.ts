/**
 * A README as VS Code can show it on the page of an extension that says nowhere where it is published: that page shows
 * pictures from https addresses alone and leads nowhere else, so pictures go and links keep their words.
 */
export function packedReadme(markdown: string): string {
  return markdown
    .replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, '')
    .replaceAll(/(?<!!)\[([^\]]*)\]\((?!https:|mailto:|#)[^)]*\)/g, '$1');
}
