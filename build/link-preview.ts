import type { Plugin } from 'vite'

/** The picture of a link to the deck, in `public/`: 1200 by 630 pixels. */
const PICTURE = 'link-preview.png'

/** @param url of the hosted deck */
function tagsOf(url: string): Record<string, string> {
  return {
    'og:type': 'website',
    'og:locale': 'fr_FR',
    'og:url': url,
    'og:image': `${url.replace(/\/?$/, '/')}${PICTURE}`,
    'og:image:width': '1200',
    'og:image:height': '630',
    'twitter:card': 'summary_large_image',
  }
}

/**
 * What messengers show of a link to the deck: title, description, picture. Slidev writes the description within quotes, and knows no address.
 */
export function linkPreview(): Plugin {
  let url = ''
  return {
    name: 'deck:link-preview',
    apply: 'build',
    configResolved({ define }) {
      url = JSON.parse(String(define!.__DECK_URL__)) as string
    },
    transformIndexHtml: {
      order: 'post',
      handler: html => ({
        html: html.replaceAll(/content="&quot;(.*?)&quot;"/g, 'content="$1"'),
        tags: Object.entries(tagsOf(url)).map(([property, content]) => ({ tag: 'meta', attrs: { property, content } })),
      }),
    },
  }
}
