
_softservice() {
  local takes= value= lead= each
  COMPREPLY=()
  _softservice_look
  case $takes in
    files) [[ -z $lead ]] || _softservice_after "$lead" -f "$value" ;;
    folders) if [[ -n $lead ]]; then _softservice_after "$lead" -d "$value"; else _softservice_option +o default -o dirnames; fi ;;
    nothing) _softservice_option +o default ;;
    *)
      _softservice_option +o default
      for each in $(compgen -W "$takes" -- "$value"); do COMPREPLY[${#COMPREPLY[@]}]=$lead$each; done
      ;;
  esac
}

# Files or folders (compgen's -f or -d) behind an equals sign, where that is one word with them.
_softservice_after() {
  local each IFS=$'\n'
  for each in $(compgen "$2" -- "$3"); do COMPREPLY[${#COMPREPLY[@]}]=$1$each; done
}

# Older shells have no compopt: there, files are offered where nothing else is.
_softservice_option() {
  type compopt >/dev/null 2>&1 && compopt "$@" 2>/dev/null
  return 0
}

complete -o default -F _softservice softservice
