/** Stands for the library that mixes colours, 9 kB of the first load: nothing here asks for any. */
export class TinyColor {}
