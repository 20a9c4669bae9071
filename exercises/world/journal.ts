/** What a module that a program talks to is told of the run. */
export interface Host {
  /** `FAULT` is what goes wrong, `CLIENT` which of several clients this is. */
  env: Record<string, string>
  /** Adds a fact to the record of the run: checks read these, not what is printed. */
  note: (name: string, data: Record<string, string | number | boolean>) => void
}

let host: Host

export function attach(given: Host): void {
  host = given
}

/** Adds a fact to the record, and a line for the reader. */
export function note(name: string, data: Record<string, string | number | boolean>, line: string): void {
  host.note(name, data)
  console.debug(line)
}

/** Whether the run is to show how the program fares under this fault. */
export const isFault = (name: string): boolean => host.env.FAULT === name

export const client = (): number => Number(host.env.CLIENT ?? 1)

export const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
