/** Runs in the page: resolves to the time, in ms since navigation, when the title of a slide and its fonts are shown. */
export async function firstSlideShown(): Promise<number> {
  while (!document.querySelector('.slidev-page h1')?.checkVisibility({ opacityProperty: true }))
    await new Promise(requestAnimationFrame)
  await document.fonts.ready
  await new Promise(requestAnimationFrame)
  return performance.now()
}
