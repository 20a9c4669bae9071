/** What a run stands on, kept before the program can put something else in its place. */
export const { stringify } = JSON
export const { keys } = Object
export const { isArray } = Array
export const { max, round } = Math
export const { isFinite } = Number

/** A method as a function whose first argument is the object. */
function method<This, Args extends unknown[], Result>(method: (this: This, ...args: Args) => Result): (self: This, ...args: Args) => Result {
  return Function.prototype.call.bind(method) as (self: This, ...args: Args) => Result
}

export const sliceText: (text: string, start: number, end: number) => string = method(String.prototype.slice)
export const charCodeAt: (text: string, index: number) => number = method(String.prototype.charCodeAt)
