/** Resolves when all promises that could go on have gone on: a message between ports, unlike a timer, is never held back. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    // Not `onmessage`, which the types of Node do not know.
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
