/**
 * What the page loads as it needs it: slides, editor, console. A browser keeps the failure of an `import()` for as long as the page lives, so
 * each file is fetched first, again and again until it is there, and imported then, from the browser's cache.
 */
import { readonly, shallowReactive } from 'vue'

/** Milliseconds until the first new try that nobody asked for; each later one waits twice as long, up to the longest. */
const FIRST_WAIT = 1000
const LONGEST_WAIT = 15_000

const state = shallowReactive({ waiting: 0, isOutdated: false })

/** How many parts wait to be loaded, and whether the server answers but no longer has one: the deck was built again since. */
export const missingParts = readonly(state)

/** The server answers, and has no such file. */
class NoSuchFileError extends Error {
  override name = 'NoSuchFileError'
}

let wait = FIRST_WAIT
let round: { promise: Promise<void>, start: () => void } | undefined

/** Resolves with the next try, which is one for all that waits: by {@link tryAgain}, when the network or the reader returns, or in a while. */
function nextTry(): Promise<void> {
  if (round)
    return round.promise
  const { promise, resolve } = Promise.withResolvers<void>()
  const startIfSeen = () => document.visibilityState === 'visible' && start()
  function start() {
    clearTimeout(timer)
    removeEventListener('online', start)
    document.removeEventListener('visibilitychange', startIfSeen)
    round = undefined
    resolve()
  }
  const timer = setTimeout(start, wait)
  addEventListener('online', start)
  document.addEventListener('visibilitychange', startIfSeen)
  wait = Math.min(2 * wait, LONGEST_WAIT)
  round = { promise, start }
  return promise
}

/** Tries at once to load all that waits. */
export function tryAgain(): void {
  wait = FIRST_WAIT
  round?.start()
}

/** Calls `load` until it succeeds, and gives what it gives. */
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const loaded = await load()
      if (tries > 1)
        state.waiting--
      if (state.waiting === 0)
        Object.assign(state, { isOutdated: false })
      wait = FIRST_WAIT
      return loaded
    }
    catch (error) {
      if (tries === 1)
        state.waiting++
      state.isOutdated = error instanceof NoSuchFileError
      await nextTry()
    }
  }
}

/** @throws when the server does not answer, refuses, or sends its page in place of the file, as many do for one that is gone */
async function fetchFile(url: string): Promise<void> {
  const response = await fetch(url)
  if (response.status === 404 || /^text\/html\b/.test(response.headers.get('content-type') ?? ''))
    throw new NoSuchFileError(url)
  if (!response.ok)
    throw new Error(`${response.status}: ${url}`)
  await response.arrayBuffer()
}

function addStyles(url: string): Promise<void> {
  const link = document.createElement('link')
  Object.assign(link, { rel: 'stylesheet', crossOrigin: '', href: url })
  return new Promise<void>((resolve, reject) => {
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      reject(new Error(url))
    }
    document.head.append(link)
  })
}

/** By address. */
const files = new Map<string, Promise<void>>()

/** Resolves when the browser has this file in its cache, whatever the network does meanwhile; a style sheet is in force then. */
export function haveFile(url: string): Promise<void> {
  const { href } = new URL(url, document.baseURI)
  const file = files.get(href) ?? untilLoaded(() => fetchFile(href).then(() => href.endsWith('.css') ? addStyles(href) : undefined))
  files.set(href, file)
  return file
}

/** Notes the files that came with the page. */
function noteOwnFiles(): void {
  for (const { href } of document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"], link[rel="stylesheet"]'))
    files.set(href, Promise.resolve())
  for (const { src } of document.querySelectorAll<HTMLScriptElement>('script[type="module"][src]'))
    files.set(src, Promise.resolve())
}

/**
 * Imports a module once all its files are there. Takes the place of Vite's own helper for every `import()` of the built page.
 * @param urls of the module, and of what it imports statically
 */
export async function importPart<Module>(load: () => Promise<Module>, urls: string[]): Promise<Module> {
  if (files.size === 0)
    noteOwnFiles()
  await Promise.all(urls.map(haveFile))
  return load()
}
