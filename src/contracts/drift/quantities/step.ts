/** Width of one step on every axis: about five percent of a value. */
export const STEP = 0.05;
