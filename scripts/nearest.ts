/** How many letters have to be put in, left out or changed to make one word of the other, whatever their case. */
function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}

/** The name that a misspelt or shortened one is likely to mean: at most a third of its letters are wrong. Undefined when none is near. */
function nearest(name: string, known: Iterable<string>): string | undefined {
  const near = [...known]
    .map(other => ({ other, far: name.length > 2 && other.startsWith(name) ? 0 : distance(name, other) }))
    .filter(({ other, far }) => far <= Math.max(name.length, other.length) / 3)
  return near.sort((a, b) => a.far - b.far)[0]?.other
}

/** ` Did you mean x?`, or nothing when no known name is near. */
export function didYouMean(name: string, known: Iterable<string>, mark = ''): string {
  const other = nearest(name, known)
  return other === undefined ? '' : ` Did you mean ${mark}${other}?`
}
