import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Things that belong to one room each; `test/layers.test.ts` tells which. Lint keeps them out of hand's reach. */
const clocks = ["setTimeout", "setInterval", "setImmediate", "performance"].map((name) => ({
  name,
  message: "Time is passed in: take a Clock.",
}));

export default defineConfig(
  { ignores: ["dist/**", "test/fixtures/**", "commands/_content/**"] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-empty-object-type": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
      "max-lines": ["error", { max: 250 }],
    },
  },
  {
    files: ["src/**"],
    rules: {
      "no-restricted-globals": ["error", ...clocks],
      "no-console": "error",
      "max-lines-per-function": ["error", { max: 40, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ["src/system-clock.ts"], rules: { "no-restricted-globals": "off" } },
  {
    files: ["test/**"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
  { files: ["*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
