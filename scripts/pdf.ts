/** Reads a printed PDF back, so that what the export says of it is known and not supposed. */
import { readFile } from 'node:fs/promises'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface OutlineEntry {
  title: string
  /** 1, 2, … */
  page: number
  children: OutlineEntry[]
}

export interface PdfContent {
  title: string
  language: string
  tagged: boolean
  pages: {
    width: number
    height: number
    /** Its text, in reading order, spaces and line ends as one space. */
    text: string
    /** Pages that its internal links lead to; null for a link that leads nowhere. */
    links: (number | null)[]
  }[]
  outline: OutlineEntry[]
}

/** The pages, from 1, of the places that links lead to by name. */
export async function readPlaces(bytes: Uint8Array): Promise<Map<string, number>> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  // Its type says otherwise.
  const places = [...await pdf.getDestinations() as unknown as Map<string, [Parameters<typeof pdf.getPageIndex>[0]]>]
  const pages = await Promise.all(places.map(async ([name, [page]]) => [name, await pdf.getPageIndex(page) + 1] as const))
  await pdf.loadingTask.destroy()
  return new Map(pages)
}

/** Parses the PDF in `file`. */
export async function readPdf(file: string): Promise<PdfContent> {
  const pdf = await getDocument({ data: new Uint8Array(await readFile(file)), verbosity: 0 }).promise

  /** Page that a destination (named or explicit) leads to. */
  async function pageOf(destination: unknown): Promise<number | null> {
    const explicit = typeof destination === 'string' ? await pdf.getDestination(destination) : destination
    return Array.isArray(explicit) ? await pdf.getPageIndex(explicit[0]) + 1 : null
  }

  type Outline = Awaited<ReturnType<typeof pdf.getOutline>>
  async function readOutline(entries: Outline): Promise<OutlineEntry[]> {
    return Promise.all((entries ?? []).map(async entry => ({
      title: entry.title.replace(/\s+/g, ' ').trim(),
      page: await pageOf(entry.dest) ?? 0,
      children: await readOutline(entry.items as Outline),
    })))
  }

  const pages: PdfContent['pages'] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const [, , width = 0, height = 0] = page.view
    const { items } = await page.getTextContent()
    const annotations = await page.getAnnotations() as { subtype: string, dest?: unknown, url?: string }[]
    const internal = annotations.filter(({ subtype, url }) => subtype === 'Link' && !url)
    pages.push({
      width,
      height,
      text: items.map(item => 'str' in item ? item.str + (item.hasEOL ? ' ' : '') : '').join('').replace(/\s+/g, ' ').trim(),
      links: await Promise.all(internal.map(({ dest }) => pageOf(dest))),
    })
  }

  const { info } = await pdf.getMetadata() as { info: { Title?: string, Language?: string } }
  // Its type says otherwise.
  const markInfo = await pdf.getMarkInfo() as Map<string, boolean> | null
  const content = {
    title: info.Title ?? '',
    language: info.Language ?? '',
    tagged: markInfo?.get('Marked') ?? false,
    pages,
    outline: await readOutline(await pdf.getOutline()),
  }
  await pdf.loadingTask.destroy()
  return content
}
