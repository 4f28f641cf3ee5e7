/** Whether a command's name fits a pattern. A star stands for any text: "reports:*" is every command whose name begins so. */
export function fitsPattern(command: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w:-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(command);
}
