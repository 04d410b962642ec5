
# What is completed goes by the command, and by the option or the place among its arguments.
_softservice() {
  local given=() n=0 at each whole value lead= command= option= takes= place=0
  COMPREPLY=()
  # bash takes --option=value and https://host for several words each, zsh for one.
  for ((at = 1; at <= COMP_CWORD; at++)); do
    each=${COMP_WORDS[at]}
    if ((n > 0)) && [[ $each == [=:]* || ${COMP_WORDS[at - 1]} == [=:]* ]]; then given[n-1]=${given[n-1]}$each; else given[n]=$each; n=$((n + 1)); fi
  done
  whole=${given[n-1]} value=${given[n-1]}

  for ((at = 0; at < n - 1; at++)); do
    each=${given[at]}
    if [[ -z $command ]]; then
      [[ $each == -* ]] || command=$each
    elif [[ -n $option ]]; then
      option=
    elif [[ $each == -* ]]; then
      takes=
      _softservice_takes "$command" "${each%%=*}"
      [[ -z $takes || $each == *=* ]] || option=$each
    else
      place=$((place + 1))
    fi
  done

  takes=
  if [[ -n $option ]]; then
    _softservice_takes "$command" "$option"
  elif [[ -n $command && $whole == -*=* ]]; then
    _softservice_takes "$command" "${whole%%=*}"
    takes="=${takes#=}"
  elif [[ $whole == -* ]]; then
    _softservice_takes "$command" options
  else
    _softservice_takes "$command" $place
  fi
  if [[ $takes == =* ]]; then
    if [[ $whole == *=* ]]; then
      takes=${takes#=} value=${whole##*=}
      [[ ${COMP_WORDS[COMP_CWORD]} == *?=* ]] && lead=${whole%=*}=
    else
      takes=nothing
    fi
  fi

  [[ $takes == installed ]] && takes=$(_softservice_installed)
  case $takes in
    files) [[ -z $lead ]] || _softservice_after "$lead" -f "$value" ;;
    folders) if [[ -n $lead ]]; then _softservice_after "$lead" -d "$value"; else _softservice_option +o default -o dirnames; fi ;;
    '' | nothing) _softservice_option +o default ;;
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

# Older shells, and zsh, have no compopt: there, files are offered where nothing else is.
_softservice_option() {
  type compopt >/dev/null 2>&1 && compopt "$@" 2>/dev/null
  return 0
}

_softservice_installed() {
  local home=${SOFTSERVICE_HOME:-}
  if [[ -z $home ]]; then
    if [[ ${EUID:-1} == 0 ]]; then home=/var/lib/softservice
    elif [[ ${XDG_DATA_HOME:-} == /* ]]; then home=$XDG_DATA_HOME/softservice
    else home=${HOME:-}/.local/share/softservice; fi
  fi
  command ls -1 -- "$home/installations" 2>/dev/null
}

complete -o default -F _softservice softservice
