/** SVG of a diagram given as `lz-string` base64, drawn with the settings of `setup/mermaid.ts`. */
export function renderMermaid(lzEncoded: string, options: Record<string, unknown>): Promise<string>
