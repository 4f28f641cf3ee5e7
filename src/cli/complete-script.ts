export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/**
 * Prints the script that a shell reads once; false for a shell that there is none for. Those for bash and zsh are
 * ours: with @bomb.sh/tab's the colon in a command's name is typed twice in bash and cuts the name in zsh, and its
 * bash needs a package that many machines lack and fails when it is read twice.
 */
export async function printScript(shell: string, print: (script: string) => void): Promise<boolean> {
  if (shell === "bash") print(BASH);
  else if (shell === "zsh") print(ZSH);
  else if (shell === "fish" || shell === "powershell")
    (await import("@bomb.sh/tab")).script(shell, "errand", "errand");
  else return false;
  return true;
}

// bash splits words at : and =, and replaces only what stands behind the last of them: what stands before is cut off.
const BASH = `# bash completion for errand
_errand() {
  local line=\${COMP_LINE:0:COMP_POINT} words current typed="" flag="" files="" answer
  read -a words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=\${words[\${#words[@]}-1]}
  if [[ $current == -*=* ]]; then
    [[ $COMP_WORDBREAKS == *=* ]] || flag=\${current%%=*}=
    current=\${current#*=}
  fi
  [[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && typed=\${current%:*}:
  COMPREPLY=()
  while IFS= read -r answer; do
    case $answer in
      :0) files=yes ;;
      :*) ;;
      *) printf -v answer %q "\${answer%%$'\\t'*}"
         COMPREPLY+=("$flag\${answer#"$typed"}") ;;
    esac
  done < <("$1" complete -- "\${words[@]:1}" 2>/dev/null)
  [[ $files && \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default 2>/dev/null
  return 0
}
complete -F _errand errand
`;

const ZSH = `#compdef errand
# zsh completion for errand
_errand() {
  local answer files value
  local -a answers
  while IFS= read -r answer; do
    case $answer in
      :0) files=yes ;;
      :<->) ;;
      *) value=\${answer%%$'\\t'*}
         answers+=("\${value//:/\\\\:}:\${answer#*$'\\t'}") ;;
    esac
  done < <("\${words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  [[ $PREFIX == -*=* ]] && compset -P 1 '*='
  if (( $#answers )); then
    _describe errand answers
  elif [[ -n $files ]]; then
    _files
  fi
}
if [[ $funcstack[1] == _errand ]]; then _errand "$@"; else compdef _errand errand; fi
`;
