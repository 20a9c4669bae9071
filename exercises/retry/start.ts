import { book, succeed } from '../world/carrier.ts'

for (;;) {
  try {
    succeed(await book())
    break
  }
  catch {
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
}
