import { openStream, show } from '../world/stream.ts'

for await (const event of openStream())
  show(event)
