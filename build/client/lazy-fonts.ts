import { haveFile } from './lazy-parts.ts'

const unquoted = (family: string) => family.replaceAll(/["']/g, '')

function isRuleOf(rule: CSSRule, { family, weight, style }: FontFace): rule is CSSFontFaceRule {
  return rule instanceof CSSFontFaceRule
    && unquoted(rule.style.getPropertyValue('font-family')) === unquoted(family)
    && (rule.style.getPropertyValue('font-weight') || 'normal') === weight
    && (rule.style.getPropertyValue('font-style') || 'normal') === style
}

/** Puts the rule anew into its style sheet once its file is there: a font that could not be loaded is never asked for again. */
async function reload(rule: CSSFontFaceRule): Promise<void> {
  const { cssText, parentStyleSheet: sheet } = rule
  const [, url] = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue('src')) ?? []
  if (!url || !sheet)
    return
  await haveFile(new URL(url, sheet.href ?? document.baseURI).href)
  const index = [...sheet.cssRules].indexOf(rule)
  sheet.deleteRule(index)
  sheet.insertRule(cssText, index)
}

/** Loads fonts again that the network failed to bring. */
export function keepFonts(): void {
  document.fonts.addEventListener('loadingerror', ({ fontfaces }) => {
    const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    for (const face of fontfaces)
      rules.forEach(rule => isRuleOf(rule, face) && void reload(rule))
  })
}
