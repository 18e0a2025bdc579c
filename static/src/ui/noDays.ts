/** Stands for the library that reckons with days in Element Plus's calendars: the pages have none. */
const unused = () => undefined

export default Object.assign(unused, { extend: unused })
