import { book, CarrierError, giveUp, random, succeed } from '../world/carrier.ts'

const deadline = performance.now() + 10_000

for (let attempt = 1; ; attempt++) {
  try {
    succeed(await book())
    break
  }
  catch (error) {
    // 500 ms, 1 s, 2 s… et un hasard, pour ne pas revenir tous ensemble
    const wait = 500 * 2 ** (attempt - 1) * (1 + random() / 4)
    const isFinal = error instanceof CarrierError && error.status === 422
    if (isFinal || attempt === 5 || performance.now() + wait > deadline) {
      giveUp(error)
      break
    }
    await new Promise(resolve => setTimeout(resolve, wait))
  }
}
