import type { Server } from 'node:http'
import type { Plugin } from 'vite'
import { attachRoom, isLocal } from './room-server.ts'

/** The room of `npm run dev`: browsers of this machine share it, and whoever comes from another may look. */
export function room(): Plugin {
  return {
    name: 'deck:room',
    apply: 'serve',
    configureServer: ({ httpServer, config: { base } }) => void (httpServer && attachRoom(httpServer as Server, { base, mayWrite: isLocal })),
  }
}
