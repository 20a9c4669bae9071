/** What the deck says of browsers, and what one does for it to be true. `scripts/browser-facts.ts` asks one. */
export const FACTS = {
  'six-connections': { says: 'A browser opens 6 connections at most to one domain in HTTP/1.1: of 8 streams of two tabs, 6 are open.', seen: { streams: 6 } },
  'http-2': { says: 'With HTTP/2 there is no such limit: 20 streams share one connection.', seen: { streams: 20, connections: 1 } },
  'ended-by-204': { says: 'A 204 ends an EventSource: it does not come back.', seen: { requests: 1, isClosed: true } },
  'ended-by-502': { says: 'So does an error, that of a proxy too.', seen: { requests: 1, isClosed: true } },
  'ended-by-type': { says: 'So does an answer of another content type.', seen: { requests: 1, isClosed: true } },
  'redirects': {
    says: 'Redirects are followed, and an EventSource comes back to where it was led.',
    seen: { paths: ['/events', '/moved', '/moved', '/moved'] },
  },
  'no-answer': { says: 'Where there is no answer, an EventSource comes back, again and again.', seen: { requests: 3, isClosed: false } },
  'last-event-id': {
    says: 'Last-Event-ID is sent after each cut, those too before which no event came.',
    seen: { ids: [null, '7', '7', '7'] },
  },
  'own-header': { says: 'An EventSource sends no header of one’s own.', seen: { header: null } },
  'silent-cut': {
    says: 'A WebSocket knows nothing of a silent cut: it stays open, and takes what is sent.',
    seen: { readyState: 1, closed: 0, isSent: true },
  },
  'ping': { says: 'A browser answers a WebSocket’s ping, and no script is told.', seen: { pongs: 3, messages: 0 } },
  'sent-twice': {
    says: 'A request on a connection that had been used, and that ends without an answer, is sent again by the browser itself, a GET or a POST.',
    seen: { get: 2, post: 2 },
  },
  'push': {
    says: 'A push wakes the service worker, which tells the page, which fetches the result.',
    seen: { result: { lines: 1240 } },
  },
  'push-ttl-0': {
    says: 'A push of TTL 0 is not kept: a device that is away never gets it.',
    seen: { accepted: 1, delivered: 0 },
  },
} as const

export type FactId = keyof typeof FACTS
